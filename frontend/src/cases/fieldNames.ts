const NAMES: Record<string, string> = {
  name: 'Название',
  shortName: 'Краткое название',
  short_name: 'Краткое название',
  fullName: 'Полное название',
  full_name: 'Полное название',
  direction: 'Направленность',
  form: 'Форма обучения',
  annotation: 'Аннотация',
  activities: 'Виды деятельности',
  age_from: 'Возраст от',
  age_to: 'Возраст до',
  documents: 'Документы',
  modules: 'Модули',
  places: 'Места обучения',
  hours: 'Часы',
  months: 'Месяцы',
  min_children: 'Наименьшее число детей',
  max_children: 'Наибольшее число детей',
  address: 'Адрес',
  area: 'Тип местности',
  inn: 'ИНН',
  kpp: 'КПП',
  ogrn: 'ОГРН',
  actual_address: 'Адрес',
  licence_number: 'Номер лицензии',
  licence_issued_on: 'Дата лицензии',
  licence_issuer: 'Кто выдал лицензию',
  requisites: 'Реквизиты',
  need: 'Потребность',
  priorities: 'Приоритеты',
  dossier: 'Заявка',
  register: 'Реестр',
}
const MEMBERS: Record<string, string> = { modules: 'Модуль', places: 'Место', documents: 'Документ' }

/** «Модуль 2: часы» of the path modules.2.hours. */
export function fieldName(path: string): string {
  const [first = '', number, ...rest] = path.split('.')
  const member = MEMBERS[first]
  if (member && number !== undefined && /^\d+$/.test(number)) {
    return rest.length ? `${member} ${number}: ${fieldName(rest.join('.')).toLowerCase()}` : `${member} ${number}`
  }
  const inner = number === undefined ? '' : `: ${fieldName([number, ...rest].join('.')).toLowerCase()}`
  return `${NAMES[first] ?? 'Поле карточки'}${inner}`
}
