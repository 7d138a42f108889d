import { type Route, route } from '../../../kernel/core/call.ts';
import { getHome } from '../../contract/api.ts';
import { HOME_PAGE } from '../../model/home-page.ts';
import { PAGE_HEADERS } from '../../model/page.ts';

/** `GET /`: what a person sees who opens the address of the API. */
export const homeRoute = (): Route<typeof getHome> =>
  route(getHome, async () => ({ status: 200, body: HOME_PAGE, headers: PAGE_HEADERS }));
