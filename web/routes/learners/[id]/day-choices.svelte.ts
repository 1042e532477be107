import { type CellName, cellNames } from './day-cells.ts';

export const views = ['calendar', 'grid'] as const;
export const periods = ['four', 'twelve', 'term'] as const;
export const colours = ['all', ...cellNames] as const;

type Choice = {
  view: (typeof views)[number];
  period: (typeof periods)[number];
  colour: 'all' | CellName;
};

const key = 'holdfast.days';

/** How somebody likes to see the days of a learner: remembered on this machine, for every learner. */
class DayChoices {
  #chosen = $state.raw<Choice>(stored());

  get view(): Choice['view'] {
    return this.#chosen.view;
  }

  get period(): Choice['period'] {
    return this.#chosen.period;
  }

  get colour(): Choice['colour'] {
    return this.#chosen.colour;
  }

  choose(change: Partial<Choice>): void {
    this.#chosen = { ...this.#chosen, ...change };
    try {
      localStorage.setItem(key, JSON.stringify(this.#chosen));
    } catch {
      // Storage may be forbidden: the choice then lasts as long as the page does.
      return;
    }
  }
}

export const dayChoices = new DayChoices();

/** What was chosen the last time, as far as it can be read; somebody may have written anything there. */
function stored(): Choice {
  const usual: Choice = { view: 'calendar', period: 'four', colour: 'all' };
  try {
    const found: unknown = JSON.parse(localStorage.getItem(key) ?? '{}');
    const of = (name: string): unknown =>
      typeof found === 'object' && found !== null ? Reflect.get(found, name) : undefined;
    return {
      view: views.find((one) => one === of('view')) ?? usual.view,
      period: periods.find((one) => one === of('period')) ?? usual.period,
      colour: colours.find((one) => one === of('colour')) ?? usual.colour,
    };
  } catch {
    return usual;
  }
}
