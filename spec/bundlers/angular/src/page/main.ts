import { bootstrapApplication } from '@angular/platform-browser';
import { Page } from './page';
import { pageConfig } from './page.config';

void bootstrapApplication(Page, pageConfig);
