#!/usr/bin/env node
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { composeFolio } from '../lib/folio.ts';
import { esbuildBundles } from '../lib/platform/bundle.ts';
import { readDeployment } from '../lib/platform/deployment.ts';
import { FEATURES } from '../lib/platform/features.ts';
import { checkWithNag } from '../lib/platform/nag.ts';
import { sourceCommit } from '../lib/platform/source-commit.ts';

/**
 * The CDK app. `cdk synth` runs it, and so does the local cloud, as `node bin/app.ts` with `CDK_OUTDIR` set to where the
 * assembly shall be written: both get the same one.
 */
const root = join(import.meta.dirname, '..');
const outdir = process.env.CDK_OUTDIR ?? join(root, 'cdk.out');
const app = new App({ outdir, context: FEATURES, analyticsReporting: false });

const bundles = await esbuildBundles(root, join(outdir, '.bundles'));
composeFolio(
  app,
  readDeployment(app, bundles, () => sourceCommit(root)),
);
checkWithNag(app);
app.synth();
