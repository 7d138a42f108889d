import { render } from 'preact';
import { App } from './app.tsx';
import { handOver } from './data/returned.ts';

const place = document.getElementById('app');
if (place !== null) render(handOver() ? <p class="returned">You are signed in. Close this window.</p> : <App />, place);
