import { describe } from 'vitest';

import { matrix } from './matrix.js';

describe('bug × property', () => {
  matrix(2, 4);
});
