import { Stack, Text, Title } from '@mantine/core'
import { Facts } from '../parts/Facts'
import { dayText } from '../text/format'
import type { Module } from './types'

/** The modules in order: volume, teachers, groups, results, price and the frozen cost of each place. */
export function Modules({ modules }: { modules: Module[] }) {
  return (
    <Stack gap="md">
      {modules.map((module) => (
        <section key={module.id} aria-label={`Модуль ${module.number}`}>
          <Title order={3} size="h5" mb={4}>
            Модуль {module.number}. {module.name}
          </Title>
          <Facts
            facts={[
              ['Состояние', module.statusLabel],
              ['Продолжительность, месяцев', module.months],
              ['Часов всего', module.hours],
              ['Из них индивидуальных', module.individualHours || 'нет'],
              ['Квалификация педагога', teacher(module.mainTeacher, module.mainQualificationLabel)],
              ['Квалификация второго педагога', teacher(module.secondTeacher, module.secondQualificationLabel)],
              ['Часов второго педагога', module.secondTeacherHours || 'нет'],
              ['Детей в группе', `от ${module.minChildren} до ${module.maxChildren}`],
              ['Ожидаемые результаты', module.expectedResults],
              ['Обеспеченность средствами', module.provisionLabel],
              ['Желаемая цена', module.askedPriceText],
              ['Нормативная стоимость', module.normativeCosts.length > 0 && <Costs of={module} />],
            ]}
          />
        </section>
      ))}
    </Stack>
  )
}

/** Who teaches, in the provider's words, and the class the operator has set. */
function teacher(words: string, qualification: string): string {
  return qualification ? `${words || '—'} (${qualification.toLowerCase()})` : words
}

function Costs({ of: { normativeCosts } }: { of: Module }) {
  return normativeCosts.map(({ kopecksText, decidedOn, place }) => (
    <Text key={place.number} size="sm">
      {kopecksText}{' '}
      <Text span size="xs" c="dimmed">
        место {place.number}, {dayText(decidedOn)}
      </Text>
    </Text>
  ))
}
