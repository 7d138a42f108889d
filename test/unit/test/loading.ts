import './loaded.ts';
