import { Select } from '@mantine/core'
import { useAsked } from '../api/hooks'
import type { Operation } from '../api/operation'
import { AuthorisedOrganisations, ProviderRegister, StudyGroups } from '../generated/operations'
import { shown, type InputProps } from './FieldInput'

interface Thing {
  id: string
  name: string
}
const FIRST = 100

/** The lists in which one finds the id of a thing, by its type. */
const LISTS: Record<string, (props: InputProps) => React.ReactNode> = {
  Provider: listed(ProviderRegister, { first: FIRST }, (data) =>
    data.providerRegister.edges.flatMap(({ node: { provider } }) =>
      provider ? [{ id: provider.id, name: `${provider.shortName}, ИНН ${provider.inn}` }] : [],
    ),
  ),
  AuthorisedOrganisation: listed(AuthorisedOrganisations, { first: FIRST }, (data) =>
    data.authorisedOrganisations.edges.map(({ node }) => ({ id: node.id, name: `${node.name}, ${node.municipality.name}` })),
  ),
  StudyGroup: listed(StudyGroups, { first: FIRST }, (data) =>
    data.studyGroups.edges.map(({ node }) => ({ id: node.id, name: `${node.name}, свободно мест: ${node.freePlaces}` })),
  ),
}

/** A thing of a register, by its name. */
export function ThingInput(props: InputProps) {
  const List = LISTS[props.field.idOf]
  return List ? <List {...props} /> : <Listed {...props} things={[]} isWaiting={false} />
}

function listed<Data, Variables>(operation: Operation<Data, Variables>, variables: Variables, of: (data: Data) => Thing[]) {
  return function List(props: InputProps) {
    const asked = useAsked(operation, variables)
    return <Listed {...props} things={asked.data ? of(asked.data) : []} isWaiting={asked.isPending} />
  }
}

function Listed({ things, isWaiting, ...props }: InputProps & { things: Thing[]; isWaiting: boolean }) {
  const { required, ...words } = shown(props)
  return (
    <Select
      {...words}
      withAsterisk={required}
      searchable
      clearable={!required}
      clearButtonProps={{ 'aria-label': 'Очистить' }}
      placeholder={isWaiting ? 'Загружаем список…' : 'Начните писать название'}
      nothingFoundMessage="Ничего не найдено"
      limit={50}
      data={[...new Map(things.map(({ id, name }) => [id, { value: id, label: name }])).values()]}
      value={typeof props.value === 'string' && props.value ? props.value : null}
      onChange={(chosen) => props.put(chosen ?? '')}
    />
  )
}
