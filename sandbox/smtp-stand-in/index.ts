export type { ReceivedMail } from './received-mail';
export { type SmtpFault, type SmtpStandIn, type SmtpStandInOptions, startSmtpStandIn } from './stand-in';
