const local = String.raw`[^\s@"(),.:;<>[\\\]\p{Cc}]+`;
const label = String.raw`[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?`;
const form = new RegExp(String.raw`^(?=[^@]{1,64}@)${local}(?:\.${local})*@(?:${label}\.)+(?!\p{N}+$)${label}$`, 'u');

/**
 * True for what Klaviyo takes as an e-mail address: one @, dots between parts and never two, no blanks or quotes, a domain
 * with a dot whose last label is no number, 254 characters at most. Letters of any script pass: in doubt Klaviyo decides.
 */
export function isEmailAddress(text: string): boolean {
  return text.length <= 254 && form.test(text);
}
