/** Something outside our control that the operator can put right: shown as one line, without a stack. */
export class StartFailure extends Error {
  override readonly name: string = 'StartFailure';
}
