// What the keys of the live screen do; a part of en.ts.

export const keys = {
  title: 'Keys of this screen',
  does: [
    [['↑', '↓', '←', '→'], 'Move in the map; Home and End to its edges'],
    [['Shift', 'with arrows'], 'Select learners, or a stretch of time of them'],
    [['j', 'k'], 'Next and previous learner'],
    [['Enter'], 'Open the learner'],
    [['Esc'], 'Close, clear the selection, back to now'],
    [['/'], 'Search'],
    [['1', '2', '3', '4'], 'Hour, day, week, term'],
    [['[', ']'], 'Earlier and later, while zoomed'],
    [['+', '−', '0'], 'Closer, further away, all'],
    [['p'], 'Pause and resume'],
    [['?'], 'This list'],
    [['Ctrl', 'with wheel'], 'Zoom in time; so does a pinch on the touchpad'],
    [['Drag', 'on the axis'], 'Zoom to a stretch; double-click to see all'],
    [['Drag', 'on the map'], 'Select learners over a stretch of time'],
  ] as readonly (readonly [readonly string[], string])[],
};
