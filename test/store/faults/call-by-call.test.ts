import { testEachHop } from './cells.ts';

testEachHop(['killed', 'throttled']);
