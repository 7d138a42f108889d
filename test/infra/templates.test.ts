// One file for Jest, so that CDK is loaded and the app synthesized once for all that is said about its templates.
import './templates/calls.ts';
import './templates/cost.ts';
import './templates/data-floor.ts';
import './templates/entrance.ts';
import './templates/functions.ts';
import './templates/grants.ts';
import './templates/in-whose-name.ts';
import './templates/keys.ts';
import './templates/payment-files.ts';
import './templates/readme.ts';
import './templates/registry.ts';
import './templates/release-anchor.ts';
import './templates/sight.ts';
import './templates/snapshots.ts';
import './templates/stacks.ts';
import './templates/state.ts';
import './templates/tables.ts';
