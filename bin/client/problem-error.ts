/** The API said no: status, slug and the explanation it gave. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly slug: string;
  constructor(status: number, slug: string, detail: string) {
    super(detail);
    this.status = status;
    this.slug = slug;
  }
}

/** A command cannot go on, for a reason that its user can mend: printed as one line, exit code 1. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
}

/** The command cannot mean what was said on its line: one line, exit code 2. */
export class WrongUse extends Error {
  override readonly name = 'WrongUse';
}
