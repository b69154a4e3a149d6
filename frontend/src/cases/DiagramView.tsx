import '@xyflow/react/dist/style.css'
import { Button, useComputedColorScheme } from '@mantine/core'
import { BaseEdge, Handle, Position, EdgeLabelRenderer, Panel, ReactFlow, useReactFlow, type EdgeProps, type NodeProps } from '@xyflow/react'
import { useMemo, useRef, useState } from 'react'
import classes from './DiagramView.module.css'
import type { Diagram, Step } from './types'

const MARKS: Record<Step['state'], string> = { DONE: '✓', ACTIVE: '▶', AHEAD: '', CANCELED: '✕', SKIPPED: '' }
const READABLE = 0.75 // smaller, its words cannot be read
const LABEL = 60 // pixels of the words below an event
const PADDING = { x: '20px', top: '20px', bottom: `${LABEL}px` } as const
const SMALL = 100 // pixels: events and forks have their words beside them
type Edge = Diagram['edges'][number]

/** The process as a picture with the live state. The table beside it says the same, so it is no stop of the keyboard. */
export function DiagramView({ diagram }: { diagram: Diagram }) {
  const scheme = useComputedColorScheme('light')
  const [isWhole, setWhole] = useState(false)
  const box = useRef<HTMLDivElement>(null)
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
        data: { edge },
      })),
    [diagram],
  )
  return (
    <div ref={box} className={`${classes.box} no-print`} data-whole={isWhole} aria-hidden>
      <ReactFlow
        onInit={(flow) => {
          void flow.fitView({ nodes: shownOf(diagram, box.current), padding: PADDING, minZoom: READABLE, maxZoom: 1 })
        }}
        nodes={nodes}
        edges={edges}
        nodeTypes={NODES}
        edgeTypes={EDGES}
        colorMode={scheme}
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
      >
        <Zoom onWhole={() => setWhole(true)} />
      </ReactFlow>
    </div>
  )
}

/** Nearer, farther, whole: for the pointer. The whole asks for a higher box, which is there with the next frame. */
function Zoom({ onWhole }: { onWhole: () => void }) {
  const flow = useReactFlow()
  const whole = () => {
    onWhole()
    requestAnimationFrame(() => requestAnimationFrame(() => void flow.fitView({ padding: 0.05 })))
  }
  return (
    <Panel position="bottom-left">
      <Button.Group>
        {([['+', () => void flow.zoomIn()], ['−', () => void flow.zoomOut()], ['Вся схема', whole]] as const).map(([text, act]) => (
          <Button key={text} size="compact-sm" variant="default" tabIndex={-1} onClick={act}>
            {text}
          </Button>
        ))}
      </Button.Group>
    </Panel>
  )
}

/** What can be read in the box: all, else where the case stands with the steps before and after, else that alone. */
function shownOf(diagram: Diagram, box: HTMLElement | null): { id: string }[] {
  const { nodes, edges } = diagram
  const named = (found: Step[]) => new Set(found.map(({ name }) => name))
  const active = named(nodes.filter(({ state }) => state === 'ACTIVE'))
  const stands = active.size > 0 ? active : named(nodes.filter(({ state, kind }) => state === 'DONE' && kind === 'END'))
  const ways = edges.filter(({ source, target }) => stands.has(source) || stands.has(target))
  const near = new Set([...stands, ...ways.flatMap(({ source, target }) => [source, target])])
  const found = [named(nodes), near].find((names) => fits(nodes.filter(({ name }) => names.has(name)), box)) ?? stands
  return [...found].map((id) => ({ id }))
}

function fits(steps: Step[], box: HTMLElement | null): boolean {
  if (!box || steps.length === 0) return false
  const width = Math.max(...steps.map((step) => step.x + step.width)) - Math.min(...steps.map(({ x }) => x))
  const height = Math.max(...steps.map((step) => step.y + step.height)) - Math.min(...steps.map(({ y }) => y))
  return width * READABLE <= box.clientWidth && height * READABLE + LABEL <= box.clientHeight
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
  const { edge } = data as { edge: Edge }
  const path = edge.points.map(({ x, y }, place) => `${place ? 'L' : 'M'}${x},${y}`).join(' ')
  const at = edge.points.at(-2)
  return (
    <>
      <BaseEdge id={id} path={path} className={edge.isTaken ? classes.taken : classes.way} />
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

const NODES = { step: StepNode }
const EDGES = { way: Way }
