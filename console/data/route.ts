/** Where the console is: `#/accounts/alice?x=1` -> segments and query. Ids keep their slashes where the room says so. */
export interface Route {
  readonly room: string;
  /** What stands behind the room, decoded; an id with its slashes. */
  readonly rest: string;
  readonly query: URLSearchParams;
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a link that somebody cut: shown as it is
  }
};

export const routeOf = (hash: string): Route => {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?');
  const [room = '', ...rest] = path.split('/');
  return { room, rest: rest.map(decoded).join('/'), query: new URLSearchParams(query) };
};

/** A link to a room. Slashes of an id stay, so that a person can read it. */
export const linkTo = (room: string, id = '', query: Readonly<Record<string, string>> = {}): string => {
  const path = id === '' ? room : `${room}/${id.split('/').map(encodeURIComponent).join('/')}`;
  const asked = new URLSearchParams(query).toString();
  return asked === '' ? `#/${path}` : `#/${path}?${asked}`;
};
