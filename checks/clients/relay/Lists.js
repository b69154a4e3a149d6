// What a front-end on Relay would write: a list that goes on, and a part of an object that refetches by `node`.
graphql`
  query ListsQuery($first: Int, $after: String) {
    ...Lists_municipalities @arguments(first: $first, after: $after)
  }
`;

graphql`
  fragment Lists_municipalities on Query
  @refetchable(queryName: "ListsMunicipalitiesQuery")
  @argumentDefinitions(first: { type: "Int", defaultValue: 10 }, after: { type: "String" }) {
    municipalities(first: $first, after: $after) @connection(key: "Lists_municipalities") {
      edges {
        node {
          id
          name
        }
      }
    }
  }
`;

graphql`
  query ListsCasesQuery {
    cases(first: 5) {
      edges {
        node {
          id
        }
      }
    }
  }
`;

graphql`
  fragment Lists_history on Case
  @refetchable(queryName: "ListsHistoryQuery")
  @argumentDefinitions(first: { type: "Int", defaultValue: 2 }, after: { type: "String" }) {
    history(first: $first, after: $after) @connection(key: "Lists_history") {
      edges {
        node {
          id
          whatLabel
        }
      }
    }
  }
`;
