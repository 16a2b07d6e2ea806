import { environmentRedactor } from '../../terraform/environment-redactor';

test.each([
  ['NUCLAB_SUDO_PASSWORD', 'correct horse'],
  ['NUCLAB_SSH_PASSPHRASE', 'correct horse'],
  ['PGPASSWORD', 'correct horse'],
  ['TF_HTTP_PASSWORD', 'correct horse'],
  ['AWS_SECRET_ACCESS_KEY', 'correct horse'],
  ['AWS_SESSION_TOKEN', 'correct horse'],
  ['TF_TOKEN_app_terraform_io', 'correct horse'],
])('the value of %s is hidden', (name, value) => {
  expect(environmentRedactor({ [name]: value }).text(`it is ${value}!`)).toBe('it is [redacted]!');
});

test.each([
  ['postgres://lab:p%40ssw0rd@db/state', 'p@ssw0rd'],
  ['postgres://lab:p%40ssw0rd@db/state', 'p%40ssw0rd'],
  ["host=db user=lab password='p@ssw0rd'", 'p@ssw0rd'],
])('the password in the connection string %s is hidden on its own', (value, password) => {
  expect(environmentRedactor({ PG_CONN_STR: value }).text(`user lab, ${password}.`)).toBe(
    'user lab, [redacted].',
  );
});

test('other variables are no secrets', () => {
  const env = { HOME: '/home/anna', AWS_ACCESS_KEY_ID: 'AKIA0000', SSH_AUTH_SOCK: '/run/agent' };
  const text = 'AKIA0000 in /home/anna by /run/agent';
  expect(environmentRedactor(env).text(text)).toBe(text);
});
