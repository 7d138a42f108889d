import { testEachHop } from './cells.ts';

testEachHop(['duplicated', 'reordered', 'delayed by hours', 'half failed', 'poison', 'redriven']);
