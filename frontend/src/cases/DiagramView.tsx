import '@xyflow/react/dist/style.css'
import { useComputedColorScheme } from '@mantine/core'
import { BaseEdge, Handle, Position, ReactFlow, type EdgeProps, type NodeProps, EdgeLabelRenderer } from '@xyflow/react'
import { useMemo } from 'react'
import classes from './DiagramView.module.css'
import type { Diagram, Step } from './types'

const MARKS: Record<Step['state'], string> = { DONE: '✓', ACTIVE: '▶', AHEAD: '', CANCELED: '✕', SKIPPED: '' }
const SMALL = 100 // pixels: events and forks have their words beside them
type Edge = Diagram['edges'][number]

/** The process as a picture with the live state. The table beside it says the same, so it is no stop of the keyboard. */
export function DiagramView({ diagram }: { diagram: Diagram }) {
  const scheme = useComputedColorScheme('light')
  const nodes = useMemo(
    () =>
      diagram.nodes.map((step) => ({
        id: step.name,
        type: 'step',
        position: { x: step.x, y: step.y },
        width: step.width,
        height: step.height,
        data: { step },
      })),
    [diagram],
  )
  const edges = useMemo(
    () =>
      diagram.edges.map((edge, place) => ({
        id: String(place),
        source: edge.source,
        target: edge.target,
        type: 'way',
        data: { edge, isTaken: isTaken(diagram, edge) },
      })),
    [diagram],
  )
  return (
    <div className={classes.box} aria-hidden>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODES}
        edgeTypes={EDGES}
        colorMode={scheme}
        fitView
        fitViewOptions={{ padding: 0.05 }}
        minZoom={0.1}
        maxZoom={1.5}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        preventScrolling={false}
        zoomOnScroll={false}
        proOptions={{ hideAttribution: true }}
      />
    </div>
  )
}

function StepNode({ data }: NodeProps) {
  const { step } = data as { step: Step }
  const isSmall = step.width <= SMALL
  return (
    <div className={classes.step} data-state={step.state} data-kind={step.kind} style={{ width: step.width, height: step.height }}>
      <Handle type="target" position={Position.Left} className={classes.handle} />
      <span className={isSmall ? classes.beside : classes.words}>
        {MARKS[step.state]} {step.title}
      </span>
      <Handle type="source" position={Position.Right} className={classes.handle} />
    </div>
  )
}

function Way({ id, data }: EdgeProps) {
  const { edge, isTaken } = data as { edge: Edge; isTaken: boolean }
  const path = edge.points.map(({ x, y }, place) => `${place ? 'L' : 'M'}${x},${y}`).join(' ')
  const at = edge.points.at(-2)
  return (
    <>
      <BaseEdge id={id} path={path} className={isTaken ? classes.taken : classes.way} />
      {edge.label && at && (
        <EdgeLabelRenderer>
          <span className={classes.label} style={{ transform: `translate(${at.x + 4}px, ${at.y + 2}px)` }}>
            {edge.label}
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  )
}

/** Whether the case has come along this way, as far as its ends can tell. */
function isTaken({ nodes }: Diagram, { source, target }: Edge): boolean {
  const state = (name: string) => nodes.find((node) => node.name === name)?.state
  return state(source) === 'DONE' && ['DONE', 'ACTIVE'].includes(state(target) ?? '')
}

const NODES = { step: StepNode }
const EDGES = { way: Way }
