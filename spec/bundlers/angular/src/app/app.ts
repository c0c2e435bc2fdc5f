import { Component } from '@angular/core';
import { Fields } from './fields';
import { Signals } from './signals';

@Component({
  selector: 'app-root',
  imports: [Fields, Signals],
  template: `<app-fields /> <app-signals />`,
})
export class App {}
