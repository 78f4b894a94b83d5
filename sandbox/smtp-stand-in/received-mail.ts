import PostalMime from 'postal-mime';

/** A mail as it came in. */
export interface ReceivedMail {
  readonly messageId: string;
  readonly from: string;
  /** Those of the envelope. */
  readonly recipients: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly attachments: readonly { readonly name: string; readonly type: string; readonly text: string }[];
}

export async function readMail(raw: Buffer, recipients: readonly string[]): Promise<ReceivedMail> {
  const { messageId = '', from, subject = '', text = '', attachments } = await PostalMime.parse(raw);
  return {
    messageId,
    from: from?.address ?? '',
    recipients,
    subject,
    // The last line break is the protocol's.
    text: text.replace(/\n$/, ''),
    attachments: attachments.map(({ filename, mimeType, content }) => ({
      name: filename ?? '',
      type: mimeType,
      text: typeof content === 'string' ? content : Buffer.from(content as ArrayBuffer).toString('utf8'),
    })),
  };
}
