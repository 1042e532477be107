const stored = 'holdfast.keys';

/** Whether single letters do things. Who speaks to the machine, or hits keys by chance, turns them off (WCAG 2.1.4). */
class Keys {
  areOn = $state(wereOn());

  turn(isOn: boolean): void {
    this.areOn = isOn;
    try {
      localStorage.setItem(stored, isOn ? 'on' : 'off');
    } catch {
      // Storage may be forbidden: the choice then lasts as long as the page does.
      return;
    }
  }
}

function wereOn(): boolean {
  try {
    return localStorage.getItem(stored) !== 'off';
  } catch {
    return true;
  }
}

export const keys = new Keys();
