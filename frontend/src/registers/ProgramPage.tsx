import { Group, Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useAsked } from '../api/hooks'
import { ProgramEdition } from '../generated/operations'
import type { ProgramEditionQuery } from '../generated/types'
import { Deed } from '../parts/Deed'
import { Facts } from '../parts/Facts'
import { FileLink } from '../parts/FileLink'
import { Go } from '../parts/Go'
import { Page } from '../parts/Page'
import { Part } from '../parts/Part'
import { useHolds } from '../parts/roles'
import { Failed, Nothing, Waiting } from '../parts/States'
import { StatusBadge } from '../parts/StatusBadge'
import { dayText } from '../text/format'
import { Modules } from './Modules'

const route = getRouteApi('/programs/$id')

export type Edition = NonNullable<ProgramEditionQuery['programEdition']>

/** One edition of a program: what it says, where it is taught, what its modules cost. */
export function ProgramPage() {
  const { id } = route.useParams()
  const asked = useAsked(ProgramEdition, { id })
  const isHead = useHolds('OPERATOR_HEAD')
  if (asked.error) return <Failed problem={asked.error} again={() => void asked.refetch()} />
  if (asked.isPending) return <Waiting />
  const edition = asked.data.programEdition
  if (!edition) return <Nothing title="Такой программы нет">Или она вам не видна. Вернитесь к списку программ.</Nothing>
  return (
    <Page
      title={edition.name}
      actions={
        isHead &&
        edition.status === 'CERTIFIED' && (
          <Deed name="revokeProgram" label="Исключить из реестра" on={edition.id} version={edition.version} />
        )
      }
    >
      <Group gap="sm">
        <StatusBadge status={edition.status} label={edition.statusLabel} />
        <Text size="sm">Редакция {edition.number}</Text>
      </Group>
      <Card edition={edition} />
      <Part title="Модули">
        <Modules edition={edition} />
      </Part>
      <Part title="Места обучения">
        <Facts
          facts={edition.places.map((place) => [
            `Место ${place.number}, ${place.areaLabel.toLowerCase()}`,
            place.address.startsWith(place.municipality.name) ? place.address : `${place.municipality.name}, ${place.address}`,
          ])}
        />
      </Part>
      <Papers edition={edition} />
    </Page>
  )
}

function Card({ edition }: { edition: Edition }) {
  const { provider } = edition.program
  return (
    <Part title="Карточка">
      <Facts
        facts={[
          [
            'Поставщик',
            provider && (
              <Go to="/providers/$id" params={{ id: provider.id }}>
                {provider.shortName}
              </Go>
            ),
          ],
          ['Краткое название', edition.shortName],
          ['Вид программы', edition.program.kindLabel],
          ['Способ оплаты', edition.program.fundingModeLabel],
          ['Направленность', edition.directionLabel],
          ['Форма обучения', edition.formLabel],
          ['Виды деятельности', edition.activities],
          ['Возраст', `от ${edition.ageFrom} до ${edition.ageTo} лет`],
          ['Для одарённых детей', edition.forGifted && 'да'],
          ['Для детей с ОВЗ', edition.forSpecialNeeds && 'да'],
          ['Аннотация', edition.annotation],
          ['Цели и задачи', edition.aims],
          ['Оснащение', edition.equipment],
          ['Подана', edition.submittedOn && dayText(edition.submittedOn)],
          ['Возвращалась на исправление', edition.returns > 0 && String(edition.returns)],
        ]}
      />
    </Part>
  )
}

function Papers({ edition }: { edition: Edition }) {
  const papers = edition.documents.filter((each) => !each.replaced)
  if (papers.length === 0) return null
  return (
    <Part title="Документы">
      <Facts facts={papers.map((each) => [each.kindLabel, <FileLink key={each.id} file={each.file} />])} />
    </Part>
  )
}
