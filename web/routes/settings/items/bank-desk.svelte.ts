import type { WrittenItem } from '#engagement/nudging/item-problem.ts';
import { type Failure, failureOf, get, post, postText, put, remove } from '#web/lib/api.ts';

/** A question as the server tells it. */
export interface BankItem extends WrittenItem {
  id: string;
  isOn: boolean;
}

export interface BankSkill {
  skill: string;
  on: number;
  off: number;
  isTaught: boolean;
}

/** What a table holds, or what was taken of it. */
export interface ReadTable {
  added: number;
  changed: number;
  same: number;
  refused: { line: number; column: string | null; message: string }[];
  items: (WrittenItem & { line: number; what: 'added' | 'changed' })[];
}

/** The questions of a programme, skill by skill, while somebody writes them. */
export class BankDesk {
  readonly path: string;
  skills = $state.raw<BankSkill[] | null>(null);
  failure = $state.raw<Failure | null>(null);
  skill = $state<string | null>(null);
  items = $state.raw<BankItem[]>([]);
  next = $state.raw<string | null>(null);
  itemsFailure = $state.raw<Failure | null>(null);

  total = $derived.by(() => (this.skills ?? []).reduce((sum, { on, off }) => sum + on + off, 0));

  constructor(programme: string) {
    this.path = `/v1/programmes/${encodeURIComponent(programme)}/items`;
  }

  async load(): Promise<void> {
    try {
      const { skills } = await get<{ skills: BankSkill[] }>(`${this.path}/skills`);
      this.skills = skills;
      this.failure = null;
      const isThere = skills.some(({ skill }) => skill === this.skill);
      const first = skills.find(({ on, off }) => on + off > 0) ?? skills[0];
      await this.show(isThere && this.skill !== null ? this.skill : (first?.skill ?? null));
    } catch (error) {
      this.failure = failureOf(error);
    }
  }

  async show(skill: string | null): Promise<void> {
    const isOther = skill !== this.skill;
    this.skill = skill;
    if (isOther) [this.items, this.next] = [[], null];
    if (skill !== null) await this.#read(skill, null);
  }

  async more(): Promise<void> {
    if (this.skill !== null && this.next !== null) await this.#read(this.skill, this.next);
  }

  async save(id: string | null, item: WrittenItem & { isOn: boolean }): Promise<void> {
    if (id === null) await post(this.path, item);
    else await put(`${this.path}/${id}`, item);
    this.skill = item.skill.trim();
    await this.load();
  }

  async remove(id: string): Promise<void> {
    await remove(`${this.path}/${id}`);
    await this.load();
  }

  readTable(text: string): Promise<ReadTable> {
    return postText<ReadTable>(`${this.path}/import?dryRun=true`, text, 'text/csv');
  }

  async takeTable(text: string): Promise<ReadTable> {
    const taken = await postText<ReadTable>(`${this.path}/import`, text, 'text/csv');
    await this.load();
    return taken;
  }

  async #read(skill: string, cursor: string | null): Promise<void> {
    const query = new URLSearchParams({ skill, ...(cursor === null ? {} : { cursor }) });
    try {
      const page = await get<{ items: BankItem[]; next: string | null }>(`${this.path}?${query}`);
      if (skill !== this.skill) return;
      this.items = cursor === null ? page.items : [...this.items, ...page.items];
      this.next = page.next;
      this.itemsFailure = null;
    } catch (error) {
      if (skill === this.skill) this.itemsFailure = failureOf(error);
    }
  }
}
