export { type Mail, type MailClient, openMail } from './mail-client';
export type { SendOutcome } from './send-outcome';
export type { MailSettings } from './settings';
