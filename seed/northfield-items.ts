import type { WrittenItem } from '#engagement/nudging/item-problem.ts';

/** Question, choices, the place of the right one, why. */
type Written = readonly [string, readonly string[], number, string];

/** A small bank of questions on what the demo's class has been taught so far. */
const bySkill: Record<string, readonly Written[]> = {
  Rounding: [
    [
      'Round 4,368 to the nearest hundred.',
      ['4,300', '4,370', '4,400', '4,000'],
      2,
      'The tens are 68, more than half of a hundred: the hundreds go up from 3 to 4.',
    ],
    [
      'Round 7.45 to one decimal place.',
      ['7.4', '7.5', '7', '8'],
      1,
      'The second decimal is 5, so the first one goes up from 4 to 5.',
    ],
    [
      'Which number is 3,000 when rounded to the nearest thousand?',
      ['2,499', '2,510', '3,501', '3,640'],
      1,
      'All from 2,500 to 3,499 round to 3,000.',
    ],
  ],
  'Negative numbers': [
    [
      'What is 4 − 9?',
      ['5', '−5', '13', '−13'],
      1,
      'Nine is five more than four: going down by nine ends five below zero.',
    ],
    ['What is (−3) × (−4)?', ['−12', '−7', '7', '12'], 3, 'Two negative signs make a positive product.'],
    [
      'Which is the coldest?',
      ['−2 °C', '−11 °C', '0 °C', '−9 °C'],
      1,
      'Of negative numbers the one farthest from zero is the smallest.',
    ],
  ],
  'Order of operations': [
    ['What is 2 + 3 × 4?', ['20', '14', '24', '9'], 1, 'Multiply first: 3 × 4 is 12, and 2 more is 14.'],
    ['What is (6 + 2) ÷ 4?', ['2', '6.5', '8', '3'], 0, 'Brackets first: 6 + 2 is 8, and 8 ÷ 4 is 2.'],
    [
      'What is 10 − 4 + 3?',
      ['3', '9', '17', '11'],
      1,
      'Plus and minus are done from left to right: 6, then 9.',
    ],
  ],
  'Adding fractions': [
    [
      'What is 1/4 + 1/2?',
      ['2/6', '3/4', '1/6', '2/4'],
      1,
      'A half is two quarters, and one quarter more makes three.',
    ],
    [
      'What is 2/5 + 1/5?',
      ['3/10', '3/5', '2/25', '1/5'],
      1,
      'Fifths stay fifths: two of them and one more are three.',
    ],
    [
      'What is 1/3 + 1/6?',
      ['1/2', '2/9', '1/9', '2/3'],
      0,
      'A third is two sixths; three sixths are a half.',
    ],
  ],
  'Dividing fractions': [
    ['What is 1/2 ÷ 1/4?', ['1/8', '2', '1/2', '4'], 1, 'A quarter fits into a half twice.'],
    [
      'What is 3 ÷ 1/3?',
      ['1', '9', '1/9', '6'],
      1,
      'Three thirds fit into each whole, nine into three wholes.',
    ],
    [
      'Dividing by 2/3 is the same as multiplying by …',
      ['2/3', '3/2', '1/3', '6'],
      1,
      'Turn the fraction over and multiply.',
    ],
  ],
  Decimals: [
    [
      'Which is the largest?',
      ['0.6', '0.58', '0.506', '0.065'],
      0,
      'Compare tenths first: six tenths are more than five.',
    ],
    [
      'What is 0.3 × 0.2?',
      ['0.6', '0.06', '6', '0.5'],
      1,
      'Three tenths times two tenths are six hundredths.',
    ],
    [
      'What is 3/4 as a decimal?',
      ['0.34', '0.75', '0.43', '1.33'],
      1,
      'A quarter is 0.25, and three of them are 0.75.',
    ],
  ],
  Ratio: [
    [
      'Share £20 in the ratio 3 : 2. What is the larger part?',
      ['£10', '£12', '£15', '£8'],
      1,
      'Five parts make £20, so one is £4, and three are £12.',
    ],
    ['Which ratio is the same as 6 : 9?', ['2 : 3', '3 : 2', '1 : 3', '5 : 8'], 0, 'Divide both sides by 3.'],
    [
      'A drink is 1 part syrup to 4 parts water. How much syrup is in 500 ml?',
      ['125 ml', '100 ml', '50 ml', '400 ml'],
      1,
      'There are five parts in all: 500 ÷ 5 is 100.',
    ],
  ],
  'Percentage change': [
    [
      'A price of £40 falls by 25 %. What is it now?',
      ['£15', '£30', '£35', '£10'],
      1,
      'A quarter of 40 is 10, and 40 − 10 is 30.',
    ],
    [
      'From 50 to 60 is a rise of …',
      ['10 %', '20 %', '16.7 %', '120 %'],
      1,
      'The rise is 10, and 10 is 20 % of where it began, 50.',
    ],
    [
      'A number rises by 10 % and then falls by 10 %. It is now …',
      ['as before', 'smaller than before', 'larger than before'],
      1,
      'The fall is taken from the larger number: 100 becomes 110, and then 99.',
    ],
  ],
  'Unit rates': [
    [
      '5 pens cost £3. What do 2 cost?',
      ['£1.20', '£1.50', '£0.60', '£2.00'],
      0,
      'One costs 60p, so two cost £1.20.',
    ],
    [
      '150 km in 2 hours is …',
      ['75 km/h', '300 km/h', '152 km/h', '60 km/h'],
      0,
      'Per hour is half of it: 75 km.',
    ],
    [
      'Which is the best buy?',
      ['400 g for £2.00', '500 g for £2.40', '1 kg for £5.00'],
      1,
      'Per 100 g they cost 50p, 48p and 50p.',
    ],
  ],
  Expressions: [
    ['Simplify 3a + 2a.', ['5a', '6a', '5a²', '32a'], 0, 'Three of something and two more are five of it.'],
    [
      'What is 2(x + 3)?',
      ['2x + 3', '2x + 6', 'x + 6', '2x + 5'],
      1,
      'Both parts in the bracket are doubled.',
    ],
    ['“Five less than n” is …', ['5 − n', 'n − 5', '5n', 'n ÷ 5'], 1, 'Take five away from n.'],
  ],
  'Linear equations': [
    ['Solve x + 7 = 12.', ['x = 5', 'x = 19', 'x = 7', 'x = −5'], 0, 'Take 7 from both sides.'],
    ['Solve 3x = 21.', ['x = 18', 'x = 7', 'x = 63', 'x = 24'], 1, 'Divide both sides by 3.'],
    [
      'Solve 2x − 3 = 9.',
      ['x = 3', 'x = 6', 'x = 12', 'x = 4.5'],
      1,
      'Add 3 to both sides, which leaves 2x = 12, then halve.',
    ],
  ],
  Inequalities: [
    ['Which number makes x > 4 true?', ['4', '3', '5', '−5'], 2, 'It must be more than 4; 4 itself is not.'],
    ['Solve x − 2 < 5.', ['x < 3', 'x < 7', 'x > 7', 'x < 10'], 1, 'Add 2 to both sides.'],
    [
      'What becomes of −x < 3 when both sides are multiplied by −1?',
      ['x < −3', 'x > −3', 'x < 3', 'x > 3'],
      1,
      'Multiplying by a negative number turns the sign round.',
    ],
  ],
  Substitution: [
    ['What is 3x + 1 for x = 4?', ['13', '35', '8', '15'], 0, 'Three times 4 is 12, and one more is 13.'],
    [
      'What is x² for x = −3?',
      ['−9', '9', '−6', '6'],
      1,
      'A number times itself: two negative signs make a positive one.',
    ],
    ['What is 2a − b for a = 5 and b = 3?', ['7', '4', '22', '13'], 0, 'Twice 5 is 10, and 10 − 3 is 7.'],
  ],
  Angles: [
    [
      'Two angles of a triangle are 50° and 60°. What is the third?',
      ['70°', '110°', '80°', '250°'],
      0,
      'All three make 180°.',
    ],
    [
      'An angle of 120° is …',
      ['acute', 'right', 'obtuse', 'reflex'],
      2,
      'Obtuse angles lie between 90° and 180°.',
    ],
    [
      'Angles on a straight line: one is 35°. What is the other?',
      ['55°', '145°', '325°', '65°'],
      1,
      'Together they make 180°.',
    ],
  ],
  'Area and perimeter': [
    [
      'A rectangle is 4 m by 6 m. What is its perimeter?',
      ['10 m', '20 m', '24 m', '48 m'],
      1,
      'Two sides of 4 and two of 6.',
    ],
    [
      'A triangle has a base of 8 cm and a height of 5 cm. What is its area?',
      ['40 cm²', '20 cm²', '13 cm²', '26 cm²'],
      1,
      'Half of base times height.',
    ],
    [
      'The side of a square is doubled. Its area becomes …',
      ['twice as large', 'three times as large', 'four times as large'],
      2,
      'Both sides are twice as long: two times two.',
    ],
  ],
  'Right triangles': [
    [
      'The short sides are 3 and 4. How long is the longest one?',
      ['5', '7', '12', '25'],
      0,
      '9 + 16 is 25, and the root of 25 is 5.',
    ],
    [
      'Which sides make a right triangle?',
      ['2, 3, 4', '5, 12, 13', '4, 5, 6', '6, 7, 8'],
      1,
      '25 + 144 is 169, which is 13 times 13.',
    ],
    [
      'The longest side of a right triangle lies …',
      ['beside the right angle', 'opposite the right angle', 'at the bottom'],
      1,
      'The largest angle has the longest side opposite to it.',
    ],
  ],
};

export const northfieldItems: readonly WrittenItem[] = Object.entries(bySkill).flatMap(([skill, all]) =>
  all.map(([question, choices, right, because]) => ({
    skill,
    question,
    choices: [...choices],
    right,
    because,
  })),
);
