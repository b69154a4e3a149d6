import type { EditionStatus, ProviderStatus, RegisterKind } from '../generated/types'

export const PROVIDER_STATUSES: Record<ProviderStatus, string> = {
  DRAFT: 'Черновик',
  SUBMITTED: 'На рассмотрении',
  RETURNED: 'Возвращена на исправление',
  ACTIVE: 'В реестре',
  REFUSED: 'Отказано',
  WITHDRAWN: 'Отозвана',
  EXPIRED: 'Не исправлена в срок',
  SUSPENDED: 'Приостановлен',
  EXCLUDED: 'Исключён из реестра',
}

export const EDITION_STATUSES: Record<EditionStatus, string> = {
  DRAFT: 'Черновик',
  SUBMITTED: 'На формальной проверке',
  RETURNED: 'Возвращена на исправление',
  QUALITY_REVIEW: 'На оценке качества',
  CLASSIFICATION: 'Классификация',
  DECISION: 'На решении',
  CERTIFIED: 'Сертифицирована',
  REFUSED: 'Отказано',
  APPEALED: 'Обжалуется',
  WITHDRAWN: 'Отозвана',
  EXPIRED: 'Не исправлена в срок',
  REVOKED: 'Исключена из реестра',
  ARCHIVED: 'Заменена новой редакцией',
  COMMISSION: 'На рассмотрении комиссии',
  REGISTERED: 'В муниципальном реестре',
}

export const REGISTERS: Record<RegisterKind, string> = {
  CERTIFIED: 'Сертифицированные',
  PRE_PROFESSIONAL: 'Предпрофессиональные',
  SIGNIFICANT: 'Значимые',
  GENERAL_DEVELOPMENT: 'Общеразвивающие',
}

export const REGISTER_KINDS = Object.keys(REGISTERS) as RegisterKind[]

/** The words of a state as the address may name them. */
export function statusesOf<Word extends string>(words: Record<Word, string>): Word[] {
  return Object.keys(words) as Word[]
}
