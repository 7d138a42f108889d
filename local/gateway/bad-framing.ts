import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type Answer, BAD_REQUEST, gatewayAnswer, HEADERS_TOO_LARGE, URI_TOO_LONG } from './answer.ts';

type FramingError = NodeJS.ErrnoException & { readonly rawPacket?: Buffer };

const TIMED_OUT = gatewayAnswer(408, 'Request Timeout');

const answerFor = (error: FramingError): Answer => {
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return TIMED_OUT;
  if (error.code !== 'HPE_HEADER_OVERFLOW') return BAD_REQUEST;
  return error.rawPacket?.includes('\r\n') === false ? URI_TOO_LONG : HEADERS_TOO_LARGE;
};

/** What never became a request is answered in one piece, and the connection is closed. */
export const answerBadFraming = (error: FramingError, socket: Socket): void => {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const { status, body } = answerFor(error);
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\ncontent-type: application/json\r\n`;
  socket.end(`${head}content-length: ${body.length}\r\nconnection: close\r\n\r\n${body.toString()}`);
};
