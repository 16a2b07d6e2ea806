/** What the command under test has printed, beginning with each test: results, and what it noted beside them. */
export const caught = { printed: '', noted: '' };

beforeEach(() => {
  caught.printed = caught.noted = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((caught.printed += String(text)), true));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((caught.noted += String(text)), true));
});
afterEach(() => {
  process.exitCode = undefined;
  jest.restoreAllMocks();
});
