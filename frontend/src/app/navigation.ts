import type { Role } from '../generated/types'

interface Place {
  to: string
  label: string
  /** Who meets it in the navigation; everybody if empty. What one may not see the server does not show anyway. */
  roles?: Role[]
}

const OPERATOR: Role[] = ['OPERATOR_CLERK', 'OPERATOR_HEAD', 'AUDITOR', 'SYSTEM_ADMIN']
const MUNICIPAL: Role[] = ['MUNICIPAL_CLERK', 'MUNICIPAL_HEAD']
const DEPARTMENT: Role[] = ['DEPARTMENT_OFFICER']
const COMMISSION: Role[] = ['COMMISSION_CHAIR', 'COMMISSION_DEPUTY', 'COMMISSION_SECRETARY', 'COMMISSION_MEMBER']

/** Sections of the navigation, in the order of use. */
export const SECTIONS: { label: string; places: Place[] }[] = [
  {
    label: 'Работа',
    places: [
      { to: '/tasks', label: 'Задачи' },
      { to: '/cases', label: 'Дела' },
    ],
  },
  {
    label: 'Реестры',
    places: [
      { to: '/providers', label: 'Поставщики', roles: [...OPERATOR, ...MUNICIPAL, ...DEPARTMENT] },
      { to: '/programs', label: 'Программы', roles: [...OPERATOR, ...MUNICIPAL, ...DEPARTMENT, ...COMMISSION] },
      { to: '/register', label: 'Реестры программ' },
    ],
  },
  {
    label: 'Сертификаты и средства',
    places: [
      { to: '/certificates', label: 'Сертификаты', roles: [...OPERATOR, ...MUNICIPAL] },
      { to: '/quota-queue', label: 'Очередь на средства', roles: [...OPERATOR, ...MUNICIPAL] },
      { to: '/funding-programs', label: 'Программы финансирования', roles: [...OPERATOR, ...MUNICIPAL, ...DEPARTMENT] },
      { to: '/parameters', label: 'Параметры', roles: [...OPERATOR, ...MUNICIPAL, ...DEPARTMENT] },
      { to: '/imports', label: 'Загрузка и выгрузка', roles: [...OPERATOR, ...MUNICIPAL] },
    ],
  },
  {
    label: 'Комиссия',
    places: [
      { to: '/ballots', label: 'Мои голосования', roles: COMMISSION },
      { to: '/dossiers', label: 'Досье программ', roles: [...COMMISSION, ...MUNICIPAL, ...OPERATOR, ...DEPARTMENT] },
      { to: '/meetings', label: 'Заседания', roles: [...COMMISSION, ...MUNICIPAL, ...OPERATOR, ...DEPARTMENT] },
      { to: '/commission', label: 'Состав и порядок' },
      { to: '/assignments', label: 'Муниципальные задания', roles: [...MUNICIPAL, ...OPERATOR, ...DEPARTMENT] },
    ],
  },
  {
    label: 'Департамент',
    places: [
      { to: '/roadmap', label: 'Дорожная карта', roles: [...OPERATOR, ...MUNICIPAL, ...DEPARTMENT] },
      { to: '/rules', label: 'Правила и акты' },
    ],
  },
]

const isFor = (role: Role | undefined, { roles }: Place) => !roles || (role !== undefined && roles.includes(role))

/** The sections that a role meets. */
export function sectionsOf(role: Role | undefined) {
  return SECTIONS.map((section) => ({ ...section, places: section.places.filter((place) => isFor(role, place)) })).filter(
    (section) => section.places.length > 0,
  )
}

/** Whether a role meets the section in which a page is; what is in no section is everybody's. */
export function meets(role: Role | undefined, path: string): boolean {
  const place = SECTIONS.flatMap(({ places }) => places).find(({ to }) => path === to || path.startsWith(`${to}/`))
  return !place || isFor(role, place)
}

/** The role of a person in which a page is met, if that in which they work does not meet it. */
export function otherOf<M extends { role: Role }>(held: M[], acting: M | undefined, path: string): M | undefined {
  return meets(acting?.role, path) ? undefined : held.find(({ role }) => meets(role, path))
}
