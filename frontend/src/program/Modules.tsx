import { Stack, Text, Title } from '@mantine/core'
import { Facts } from '../parts/Facts'
import { count, dayText } from '../text/format'
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
              ['Объём', volume(module)],
              ['Педагог', teacher(module.mainTeacher, module.mainQualificationLabel)],
              ['Второй педагог', teacher(module.secondTeacher, module.secondQualificationLabel)],
              ['Часов второго педагога', module.secondTeacherHours || 'нет'],
              ['Детей в группе', `от ${module.minChildren} до ${module.maxChildren}`],
              ['Чему научатся', module.expectedResults],
              ['Обеспеченность средствами', module.provisionLabel],
              ['Заявленная цена', module.askedPriceText],
              ['Нормативная стоимость', module.normativeCosts.length > 0 && <Costs of={module} />],
            ]}
          />
        </section>
      ))}
    </Stack>
  )
}

function volume({ hours, individualHours, months }: Module): string {
  const own = individualHours ? `, из них ${count(individualHours, 'индивидуальный', 'индивидуальных', 'индивидуальных')}` : ''
  return `${count(hours, 'час', 'часа', 'часов')}${own} за ${count(months, 'месяц', 'месяца', 'месяцев')}`
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
