import type { CertificateMoveStatus, CertificateStatus, FundingStatus, ReadPurpose } from '../generated/types'

export const STATUSES: Record<CertificateStatus, string> = {
  APPLIED: 'Подано заявление',
  REJECTED: 'Отказано',
  WITHDRAWN: 'Заявление отозвано',
  ISSUED_INACTIVE: 'Выдан, не активирован',
  ACTIVE: 'Действует',
  SUSPENDED: 'Приостановлен',
  TERMINATED: 'Прекращён',
  DELETED: 'Удалён до активации',
}

export const FUNDING: Record<FundingStatus, string> = {
  ACCOUNTING: 'Сертификат учёта',
  PERSONALISED_FUNDING: 'Сертификат персонифицированного финансирования',
}

export const MOVES: Record<CertificateMoveStatus, string> = {
  REQUESTED: 'Запрошен',
  ACCEPTED: 'Принят',
  REFUSED: 'Отказано',
  WITHDRAWN: 'Отозван',
}

export const PURPOSES: Record<ReadPurpose, string> = {
  TASK: 'решение по делу ребёнка',
  FAMILY_REQUEST: 'обращение семьи',
  CORRECTION: 'исправление сведений',
  AUDIT: 'проверка',
  REPORT: 'отчётность',
}
