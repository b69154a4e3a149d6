import type { AssignmentStatus, BudgetRegister, DossierStatus, MeetingStatus, VoteChoice } from '../generated/types'

export const REGISTERS: Record<BudgetRegister, string> = {
  PRE_PROFESSIONAL: 'Предпрофессиональные программы',
  SIGNIFICANT: 'Значимые программы',
  GENERAL_DEVELOPMENT: 'Общеразвивающие программы',
}

export const DOSSIER_STATUSES: Record<DossierStatus, string> = {
  SUBMITTED: 'На проверке у секретаря',
  RETURNED: 'Возвращено на исправление',
  PRECHECKED: 'Проверено, ждёт повестки',
  ON_AGENDA: 'В повестке заседания',
  AT_MEETING: 'Рассматривается на заседании',
  POSTPONED: 'Отложено до следующего заседания',
  RECOMMENDED: 'Комиссия рекомендовала включить в реестр',
  REJECTED: 'Комиссия отклонила',
  APPEALED: 'Обжаловано',
  IN_REGISTER: 'В реестре',
  REFUSED: 'Уполномоченный орган отказал',
  WITHDRAWN: 'Отозвано',
  LAPSED: 'Не исправлено в срок',
  EXPIRED: 'Срок записи истёк',
  EXCLUDED: 'Исключено из реестра',
}

export const MEETING_STATUSES: Record<MeetingStatus, string> = {
  CALLED: 'Созвано',
  VOTING: 'Идёт голосование',
  COUNTED: 'Голоса подсчитаны, готовится протокол',
  SIGNED: 'Протокол подтверждён',
  NO_QUORUM: 'Не состоялось: нет кворума',
  CANCELLED: 'Отменено',
}

export const ASSIGNMENT_STATUSES: Record<AssignmentStatus, string> = {
  DRAFT: 'Проект',
  APPROVED: 'Утверждено',
  AMENDED: 'Изменено новой редакцией',
  CLOSED: 'Завершено',
}

export const CHOICES: Record<VoteChoice, string> = { FOR: 'За', AGAINST: 'Против', ABSTAIN: 'Воздерживаюсь' }

export function wordsOf<Word extends string>(words: Record<Word, string>): Word[] {
  return Object.keys(words) as Word[]
}
