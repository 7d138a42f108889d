/** What a table holds, as far as the world looks at it. */
export type Item = Readonly<Record<string, { readonly S?: string; readonly N?: string }>>;
export const nameOf = ({ pk, sk }: Item): string => `${pk?.S} ${sk?.S}`;

/** A message of a queue, and when it can be seen. */
export interface Waiting {
  readonly body: string;
  readonly at: number;
}

export type Queues = Readonly<Record<'work' | 'files' | 'inbox', Waiting[]>>;
