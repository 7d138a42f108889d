/** The parameter of a stack that holds what has proved itself (`Proving`); `folio deploy` writes it. */
export const SETTLED_PARAMETER = 'SettledVersions';
