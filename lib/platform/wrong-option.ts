/** An option of the deployment that cannot be meant; the message names it and says what it has to look like. */
export class WrongOption extends Error {
  override readonly name = 'WrongOption';
}
