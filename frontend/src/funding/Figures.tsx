import { Text } from '@mantine/core'
import type { MunicipalParametersQuery, ParameterProposalQuery } from '../generated/types'
import { DataTable, type Column } from '../parts/DataTable'
import { decimalText } from '../text/format'

type Area =
  | MunicipalParametersQuery['municipalParameters'][number]
  | NonNullable<ParameterProposalQuery['parameterProposal']>['parameters'][number]
type Line = { label: string; of: (area: Area) => string }

const LINES: Line[] = [
  { label: 'Средняя зарплата в месяц, ₽', of: (area) => decimalText(area.monthlyPay) },
  { label: 'Ставок на одного педагога', of: (area) => decimalText(area.ratesPerPerson) },
  { label: 'Коэффициент дополнительных педагогов', of: (area) => decimalText(area.extraTeachers) },
  { label: 'Доля прочего персонала', of: (area) => decimalText(area.otherStaffShare) },
  { label: 'Коэффициент начислений на оплату труда', of: (area) => decimalText(area.payrollTax) },
  { label: 'Коэффициент отпусков', of: (area) => decimalText(area.vacation) },
  { label: 'Полезных часов помещения', of: (area) => decimalText(area.usefulHours) },
  { label: 'Приобретаемые услуги, ₽', of: (area) => decimalText(area.purchasedServices) },
  { label: 'Обучение и медосмотры, ₽', of: (area) => decimalText(area.trainingAndMedical) },
]

interface Props {
  areas: Area[]
  /** What they would replace: a figure that differs is told with the one before it. */
  before?: Area[]
}

/** The figures side by side, for town and country. */
export function Figures({ areas, before = [] }: Props) {
  const directions = [...new Map(areas.flatMap((area) => area.teachingMeans.map((each) => [each.direction, each.directionLabel])))]
  const means = directions.map(
    ([direction, label]): Line => ({
      label: `Средства обучения, ${label.toLowerCase()} направленность, ₽`,
      of: (area) => decimalText(area.teachingMeans.find((each) => each.direction === direction)?.roubles),
    }),
  )
  const wasOf = (line: Line, { area }: Area) => before.filter((each) => each.area === area).map(line.of)[0]
  const columns: Column<Line>[] = [
    { header: 'Показатель', cell: (line) => line.label },
    ...areas.map((area): Column<Line> => ({ header: area.areaLabel, cell: (line) => <Figure now={line.of(area)} was={wasOf(line, area)} />, isNumber: true })),
  ]
  return (
    <DataTable
      caption="Показатели нормативной стоимости"
      columns={columns}
      rows={[...LINES, ...means]}
      keyOf={(line) => line.label}
      minWidth={480}
    />
  )
}

function Figure({ now, was }: { now: string; was: string | undefined }) {
  if (was === undefined || was === now) return now
  return (
    <>
      <Text span size="sm" c="dimmed">
        было {was},{' '}
      </Text>
      <b>станет {now}</b>
    </>
  )
}
