import { CommandFailure } from './problem-error.ts';

/** The body of an answer: whoever gives it may be no friend, so what is beyond a limit is not even received. @throws CommandFailure */
export const boundedBody = async (response: Response, bytesMax: number, told: string): Promise<Buffer> => {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const piece of response.body ?? []) {
      bytes += piece.length;
      if (bytes > bytesMax) throw new CommandFailure(`${told} with more than ${bytesMax.toLocaleString('en')} bytes.`);
      pieces.push(piece);
    }
  } catch (cause) {
    throw cause instanceof CommandFailure ? cause : new CommandFailure(`${told} and broke off.`, { cause });
  }
  return Buffer.concat(pieces);
};
