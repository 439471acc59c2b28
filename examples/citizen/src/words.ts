// What the page says, in both languages. A state or a reason without words does not compile.
import type { MessageState, ObjectionReason, ObjectionState, Outcome } from './gql/graphql'

export type Language = 'fa' | 'en'

type Words = {
  [key in
    | 'title' | 'lead' | 'other' | 'type' | 'choose' | 'district' | 'address' | 'addressHint' | 'body' | 'bodyHint'
    | 'optional' | 'name' | 'phone' | 'phoneHint' | 'send' | 'sending' | 'wrong' | 'unreachable' | 'registered'
    | 'keepThese' | 'code' | 'receipt' | 'show' | 'copy' | 'copied' | 'live' | 'cut' | 'gone' | 'history' | 'said'
    | 'asked' | 'yes' | 'no' | 'comment' | 'thanks' | 'object' | 'objectLead' | 'reason' | 'details' | 'sendObjection' | 'objected'
    | 'objections' | 'ruling' | 'another' | 'forget' | 'have' | 'open' | 'skip' | 'waiting' | 'mine' | 'following' | 'sure' | 'you']: string
} & {
  states: Record<MessageState, string>
  outcomes: Record<Outcome, string>
  reasons: Record<ObjectionReason, string>
  objectionStates: Record<ObjectionState, string>
}

export const WORDS: Record<Language, Words> = {
  fa: {
    title: 'پیام به ۱۳۷', lead: 'مشکلی در شهر دیده‌اید؟ بنویسید؛ پیگیری با ماست و هر گام آن را همین‌جا می‌بینید.',
    other: 'English', type: 'موضوع', choose: 'انتخاب کنید', district: 'منطقه', address: 'نشانی محل',
    addressHint: 'خیابان، کوچه یا نشانه‌ای نزدیک', body: 'شرح', bodyHint: 'چه دیده‌اید؟ از نوشتن اطلاعات شخصی دیگران بپرهیزید.',
    optional: 'اختیاری', name: 'نام', phone: 'تلفن همراه', phoneHint: 'برای خبر دادن نتیجه؛ به دیگران نشان داده نمی‌شود.',
    send: 'ثبت پیام', sending: 'در حال ثبت…', wrong: 'چند مورد را اصلاح کنید', unreachable: 'به سامانه نرسیدیم. نوشتهٔ شما همین‌جاست؛ کمی بعد دوباره بفرستید.',
    registered: 'پیام شما ثبت شد', keepThese: 'این دو را نگه دارید؛ با آن‌ها از هر دستگاهی پیگیری می‌کنید. رسید مانند کلید است: آن را به کسی ندهید.',
    code: 'کد پیگیری', receipt: 'رسید', show: 'نمایش رسید', copy: 'رونوشت', copied: 'رونوشت برداشته شد',
    live: 'به‌روز؛ تغییرها خودبه‌خود نشان داده می‌شود', cut: 'ارتباط قطع شده؛ در حال تلاش دوباره…', gone: 'پیامی با این کد و رسید پیدا نشد.',
    history: 'آنچه گذشته است', said: 'آنچه نوشته‌اید', asked: 'آیا مشکل برطرف شده است؟', yes: 'بله، برطرف شده', no: 'نه، هنوز هست',
    comment: 'توضیح', thanks: 'از پاسخ شما سپاسگزاریم.', object: 'اعتراض دارم',
    objectLead: 'اگر پیگیری نشده یا درست انجام نشده است، بنویسید. کسی جز انجام‌دهندهٔ کار به آن رسیدگی می‌کند.',
    reason: 'به چه اعتراض دارید؟', details: 'توضیح', sendObjection: 'ثبت اعتراض', objected: 'اعتراض شما ثبت شد.', objections: 'اعتراض‌های شما',
    ruling: 'نتیجهٔ رسیدگی', another: 'ثبت پیام دیگر', forget: 'پاک کردن از این دستگاه', have: 'پیامی ثبت کرده‌ام', open: 'پیگیری',
    skip: 'رفتن به متن', waiting: 'در حال دریافت…', mine: 'پیام‌های این دستگاه', following: 'پیگیری پیام',
    sure: 'رسید از این دستگاه پاک می‌شود. اگر آن را جای دیگری نگه نداشته‌اید، دیگر این پیام را نمی‌بینید. پاک شود؟', you: 'نوشتهٔ شما',
    states: {
      REGISTERED: 'ثبت شد', TRIAGED: 'بررسی شد', DISPATCHED: 'برای انجام فرستاده شد', RETURNED: 'به اداره بازگشت',
      ACKNOWLEDGED: 'واحد اجرایی تحویل گرفت', IN_ACTION: 'در دست اقدام', RESOLUTION_CLAIMED: 'انجام آن اعلام شد',
      UNDER_INSPECTION: 'ناظر در حال بررسی است', VERIFIED: 'ناظر انجام آن را تأیید کرد', FEEDBACK_SOUGHT: 'در انتظار نظر شما',
      OBJECTED: 'اعتراض شما در دست رسیدگی است', REFERRED: 'به دستگاه مسئول فرستاده شد', REJECTED: 'پذیرفته نشد',
      MERGED: 'با پیام‌های همانند پیگیری می‌شود', CLOSED: 'پایان یافت',
    },
    outcomes: {
      ANSWERED: 'پاسخ داده شد', SATISFIED: 'با رضایت شما', UNSATISFIED: 'بدون رضایت شما، پس از رسیدگی', NOT_NEEDED: 'نیازی به نظرخواهی نبود',
      UNREACHABLE: 'دسترسی به شما ممکن نشد', DISMISSED: 'اعتراض وارد نبود',
    },
    reasons: {
      NOTHING_DONE: 'کاری انجام نشده است', NOT_RESOLVED: 'کاری شده، ولی مشکل هست', BADLY_DONE: 'کار بد انجام شده است',
      WRONGLY_REJECTED: 'نباید رد می‌شد', WRONGLY_MERGED: 'با پیام‌های دیگر یکی نیست', CONDUCT: 'رفتار نامناسب',
    },
    objectionStates: { OPEN: 'در دست رسیدگی', UPHELD: 'پذیرفته شد', DISMISSED: 'وارد دانسته نشد' },
  },
  en: {
    title: 'Report to 137', lead: 'Something wrong in the city? Write it down; we see to it, and you follow every step here.',
    other: 'فارسی', type: 'Subject', choose: 'Choose', district: 'District', address: 'Where it is',
    addressHint: 'Street, alley or a landmark nearby', body: 'What is wrong', bodyHint: 'What have you seen? Leave out personal details of others.',
    optional: 'optional', name: 'Name', phone: 'Mobile phone', phoneHint: 'To tell you the result; shown to nobody else.',
    send: 'Send report', sending: 'Sending…', wrong: 'Some things need correcting', unreachable: 'The service could not be reached. What you wrote is still here; send it again in a moment.',
    registered: 'Your report is registered', keepThese: 'Keep these two; with them you follow it from any device. The receipt is like a key: give it to nobody.',
    code: 'Tracking code', receipt: 'Receipt', show: 'Show the receipt', copy: 'Copy', copied: 'Copied',
    live: 'Live; changes appear by themselves', cut: 'Connection lost; trying again…', gone: 'There is no report with this code and receipt.',
    history: 'What has happened', said: 'What you wrote', asked: 'Has it been put right?', yes: 'Yes, it has', no: 'No, not yet',
    comment: 'Comment', thanks: 'Thank you for your answer.', object: 'I object',
    objectLead: 'If it was not followed up, or done badly, say so. Somebody other than who did the work looks into it.',
    reason: 'What do you object to?', details: 'Details', sendObjection: 'Send objection', objected: 'Your objection is registered.', objections: 'Your objections',
    ruling: 'Ruling', another: 'Report something else', forget: 'Remove from this device', have: 'I have reported something', open: 'Follow it',
    skip: 'Skip to content', waiting: 'Loading…', mine: 'Reports of this device', following: 'Your report',
    sure: 'The receipt is removed from this device. If you kept it nowhere else, you will not see this report again. Remove it?', you: 'You wrote',
    states: {
      REGISTERED: 'Registered', TRIAGED: 'Looked at', DISPATCHED: 'Sent to those who do it', RETURNED: 'Back at the office',
      ACKNOWLEDGED: 'Taken on by the unit', IN_ACTION: 'Being worked on', RESOLUTION_CLAIMED: 'Said to be done',
      UNDER_INSPECTION: 'An inspector is looking at it', VERIFIED: 'An inspector confirmed it', FEEDBACK_SOUGHT: 'Waiting for your answer',
      OBJECTED: 'Your objection is being looked into', REFERRED: 'Sent to the authority in charge', REJECTED: 'Not accepted',
      MERGED: 'Followed together with reports like it', CLOSED: 'Closed',
    },
    outcomes: {
      ANSWERED: 'answered', SATISFIED: 'you were satisfied', UNSATISFIED: 'you were not satisfied, after a ruling', NOT_NEEDED: 'no feedback was needed',
      UNREACHABLE: 'you could not be reached', DISMISSED: 'the objection was dismissed',
    },
    reasons: {
      NOTHING_DONE: 'Nothing was done', NOT_RESOLVED: 'Something was done, but it is not resolved', BADLY_DONE: 'It was done badly',
      WRONGLY_REJECTED: 'It should not have been rejected', WRONGLY_MERGED: 'It is not the same as other reports', CONDUCT: 'How somebody behaved',
    },
    objectionStates: { OPEN: 'being looked into', UPHELD: 'upheld', DISMISSED: 'dismissed' },
  },
}

const LOCALES: Record<Language, string> = { fa: 'fa-IR-u-ca-persian', en: 'en-GB' }

export const moment = (language: Language, at: string) =>
  new Intl.DateTimeFormat(LOCALES[language], { dateStyle: 'long', timeStyle: 'short', timeZone: 'Asia/Tehran' }).format(
    new Date(at),
  )

export const digits = (language: Language, text: string) =>
  language === 'fa' ? text.replace(/\d/g, (digit) => '۰۱۲۳۴۵۶۷۸۹'[Number(digit)] ?? digit) : text
