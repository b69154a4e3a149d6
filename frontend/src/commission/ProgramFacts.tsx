import { Facts } from '../parts/Facts'
import { FileLink } from '../parts/FileLink'
import { Part } from '../parts/Part'
import { DataTable } from '../parts/DataTable'
import { count } from '../text/format'
import type { Paper } from './BallotPage'

type Edition = NonNullable<NonNullable<Paper['item']['dossier']>['edition']>
type Module = Edition['modules'][number]

/** The program as the commission reads it. */
export function ProgramFacts({ edition }: { edition: Edition }) {
  const papers = edition.documents.filter(({ replaced }) => !replaced)
  return (
    <Part title="Программа">
      <Facts
        facts={[
          ['Название', edition.name],
          ['Организация', edition.program.provider?.shortName],
          ['Вид программы', edition.program.kindLabel],
          ['Направленность', edition.directionLabel],
          ['Форма обучения', edition.formLabel],
          ['Возраст', `от ${edition.ageFrom} до ${edition.ageTo} лет`],
          ['Аннотация', edition.annotation],
          ...papers.map((each) => [each.kindLabel, <FileLink key={each.id} file={each.file} />] as [string, React.ReactNode]),
        ]}
      />
      <DataTable
        caption="Модули программы"
        minWidth={480}
        rows={edition.modules}
        columns={[
          { header: 'Модуль', cell: (each: Module) => `${each.number}. ${each.name}` },
          { header: 'Длится', cell: (each: Module) => count(each.months, 'месяц', 'месяца', 'месяцев') },
          { header: 'Часов', cell: (each: Module) => each.hours, isNumber: true },
          { header: 'Детей в группе', cell: (each: Module) => `${each.minChildren}–${each.maxChildren}`, isNumber: true },
        ]}
      />
    </Part>
  )
}
