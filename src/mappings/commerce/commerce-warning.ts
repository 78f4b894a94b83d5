/** What a mapping left out or filled in although the record is sent. The journal counts them; they name no value. */
export type CommerceWarning =
  /** An address has a phone number that cannot be read as one of its country. */
  | 'phone-left-out'
  /** An order's e-mail address is none; its events go to its customer. */
  | 'email-left-out'
  /** A product is in a category that does not exist or was rejected. */
  | 'category-left-out'
  /** The configured channel has no stock of a variant; the stock of all stands in. */
  | 'channel-stock-missing';
