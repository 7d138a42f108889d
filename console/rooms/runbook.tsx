import { useQuery } from '../data/use-query.ts';
import { Loaded } from '../parts/loaded.tsx';
import { Markdown } from '../parts/markdown.tsx';

/** What to do when an alarm fires. */
export const Runbook = ({ name }: { readonly name: string }) => {
  const runbook = useQuery(['runbook', name], (folio) =>
    folio.GET('/v1/catalog/runbooks/{name}', { params: { path: { name } } }),
  );
  return (
    <>
      <h1>Runbook: {name}</h1>
      <Loaded query={runbook}>
        {({ text }) => (
          <article>
            <Markdown text={text} />
          </article>
        )}
      </Loaded>
    </>
  );
};
