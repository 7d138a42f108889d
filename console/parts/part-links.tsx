import { Fragment } from 'preact';
import { linkTo } from '../data/route.ts';

/** Parts of the system in a sentence, each of them a link. */
export const PartLinks = ({ ids }: { readonly ids: readonly string[] }) => (
  <>
    {ids.map((id, index) => (
      <Fragment key={id}>
        {index > 0 && ', '}
        <a href={linkTo('components', id)}>{id}</a>
      </Fragment>
    ))}
  </>
);
