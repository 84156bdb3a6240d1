// Starts the page.
import { render } from 'preact';
import { App } from './app.tsx';
import 'uplot/dist/uPlot.min.css';
import './console.css';

render(<App />, document.getElementById('app')!);
