#!/usr/bin/env node
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { writeDeclarations } from '../lib/catalog/declarations.ts';
import { DOMAINS } from '../lib/domains.ts';
import { entryFiles } from '../lib/entries.ts';
import { composeFolio } from '../lib/folio.ts';
import { DoesNotBuild, esbuildBundles } from '../lib/platform/bundle.ts';
import { readDeployment } from '../lib/platform/deployment.ts';
import { FEATURES } from '../lib/platform/features.ts';
import { checkWithNag } from '../lib/platform/nag.ts';
import { sourceCommit } from '../lib/platform/source-commit.ts';
import { placeOf } from '../lib/platform/stage-place.ts';
import { wantsTracer } from '../lib/platform/tracer.ts';
import { WrongOption } from '../lib/platform/wrong-option.ts';
import { stderr } from './client/outlet.ts';

/**
 * The CDK app. `cdk synth` runs it, and so does the local cloud, as `node bin/app.ts` with `CDK_OUTDIR` set to where the
 * assembly shall be written: both get the same one.
 */
const root = join(import.meta.dirname, '..');
const outdir = process.env.CDK_OUTDIR ?? join(root, 'cdk.out');
const app = new App({ outdir, context: FEATURES, analyticsReporting: false });

/** A stack of ours would only bury the line that says what to write instead. */
const asSaid = <T>(read: () => T): T => {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof WrongOption)) throw error;
    stderr().write(`${error.message}\n`);
    process.exit(1);
  }
};
const place = asSaid(() => placeOf(app, root));

// Named by the local cloud alone (bin/client/synthesis.ts): what is deployed to AWS is built anew.
const { FOLIO_BUNDLES: kept } = process.env;
const bundles = await esbuildBundles(root, entryFiles(root), join(outdir, '.bundles'), wantsTracer(app), kept).catch(
  (error: unknown) => {
    if (!(error instanceof DoesNotBuild)) throw error;
    // A stack of ours would only bury the lines in which esbuild has shown the place.
    process.exit(1);
  },
);
asSaid(() => composeFolio(app, { ...readDeployment(app, bundles, () => sourceCommit(root)), place }));
checkWithNag(app);
app.synth();
writeDeclarations(root, DOMAINS, outdir);
