import type { Position as GraphPosition } from '@flowforge/core/graph'
import { useComputed, useSignalEffect } from '@preact/signals'
import {
  Background,
  BackgroundVariant,
  ConnectionLineType,
  type EdgeChange,
  type FinalConnectionState,
  type NodeChange,
  type OnConnectStartParams,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useReactFlow,
} from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import { useCallback, useEffect, useRef } from 'preact/hooks'
import { useContextMenu } from '../ui/menu.tsx'
import { CanvasBanner } from './banner.tsx'
import { nodeAt } from './bounds.ts'
import './canvas.css'
import { CanvasTools } from './canvas-tools.tsx'
import { CARD_HEIGHT, CARD_WIDTH, GRID } from './card-size.ts'
import { connectionOf, endConnection, startConnection } from './connecting.ts'
import { canvasMenu } from './context-menu.ts'
import type { Editor } from './editor.ts'
import { useEditor } from './editor-context.ts'
import { EmptyCanvas } from './empty-canvas.tsx'
import { FarView } from './far-view.tsx'
import type { FlowEdge, FlowNode } from './flow.ts'
import { Minimap } from './minimap.tsx'
import { NodeCard } from './node-card.tsx'
import { readDrop } from './palette-drag.ts'
import { PeerCursors } from './peer-cursors.tsx'

const NODE_TYPES = { card: NodeCard }
const NO_NODES: FlowNode[] = []
const NO_EDGES: FlowEdge[] = []
const SNAP: [number, number] = [GRID, GRID]
/** Fewer cards than this are all kept in the page, so that readers and searches in the page find them. */
const CULL_FROM = 100
const MIDDLE_BUTTON = [1]
const coarsePointer = (): boolean => globalThis.matchMedia?.('(pointer: coarse)').matches ?? false

/** The canvas: cards, edges and what floats over them. All it changes goes through the editor. */
export function Surface() {
  return (
    <ReactFlowProvider>
      <Flow />
    </ReactFlowProvider>
  )
}

function Flow() {
  const editor = useEditor()
  const flow = useReactFlow<FlowNode, FlowEdge>()
  const element = useRef<HTMLDivElement>(null)
  const { open: openMenu, menu } = useContextMenu()
  useEffect(() => (element.current === null ? undefined : editor.view.attach(flow, element.current)), [editor, flow])
  useFitOnce(editor)

  const touch = coarsePointer()
  const far = editor.view.isFar.value
  const detail = editor.view.detail.value
  const connecting = editor.connecting.value

  const onNodesChange = useCallback((changes: NodeChange<FlowNode>[]) => editor.flow.changeNodes(changes), [editor])
  const onEdgesChange = useCallback((changes: EdgeChange<FlowEdge>[]) => editor.flow.changeEdges(changes), [editor])
  const onDragStop = useCallback(() => editor.flow.endDrag(), [editor])
  const onConnectStart = useCallback(
    (_event: unknown, start: OnConnectStartParams) => startConnection(editor, start),
    [editor],
  )
  const onConnectEnd = useCallback(
    (event: MouseEvent | TouchEvent, state: FinalConnectionState) => endConnection(editor, event, state),
    [editor],
  )
  const showMenu = (event: MouseEvent, node: string | null): void => {
    event.preventDefault()
    if (node !== null && !editor.selection.nodes.value.has(node)) editor.select([node])
    openMenu(event, node === null ? 'Canvas' : 'Node', canvasMenu(editor, event))
  }

  return (
    <section
      ref={element}
      class="canvas"
      aria-label="Canvas"
      data-detail={detail}
      {...(connecting === null ? {} : { 'data-connecting': '' })}
      onPointerMove={(event) => showCursor(editor, event)}
      onPointerLeave={() => editor.workflow.show({ cursor: null })}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        const dropped = readDrop(event.dataTransfer)
        if (dropped === null) return
        event.preventDefault()
        editor.addAt(dropped, cornerAt(editor.view.toCanvas({ x: event.clientX, y: event.clientY })))
      }}
    >
      <ReactFlow<FlowNode, FlowEdge>
        nodes={far ? NO_NODES : editor.flow.nodes.value}
        edges={far ? NO_EDGES : editor.flow.edges.value}
        nodeTypes={NODE_TYPES}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        onNodeDragStop={onDragStop}
        onSelectionDragStop={onDragStop}
        onConnect={(connection) => editor.connect(connectionOf(connection))}
        onConnectStart={onConnectStart}
        onConnectEnd={onConnectEnd}
        isValidConnection={(connection) => editor.refusalOf(connectionOf(connection)) === null}
        onMove={(_event, viewport) => editor.view.moved(viewport)}
        onPaneClick={(event) => clickFar(editor, event)}
        onNodeContextMenu={(event, node) => showMenu(event, node.id)}
        onSelectionContextMenu={(event) => showMenu(event, [...editor.selection.nodes.value][0] ?? null)}
        onPaneContextMenu={(event) => showMenu(event as MouseEvent, null)}
        nodesDraggable={editor.canEdit.value}
        nodesConnectable={editor.canEdit.value}
        connectionLineType={ConnectionLineType.SmoothStep}
        connectionRadius={24}
        snapToGrid
        snapGrid={SNAP}
        minZoom={0.05}
        maxZoom={2}
        panOnScroll
        panOnDrag={touch ? true : MIDDLE_BUTTON}
        selectionOnDrag={!touch}
        selectionMode={SelectionMode.Partial}
        multiSelectionKeyCode="Shift"
        selectionKeyCode={null}
        panActivationKeyCode="Space"
        deleteKeyCode={null}
        zoomOnDoubleClick={false}
        elevateNodesOnSelect={false}
        onlyRenderVisibleElements={editor.graph.value.nodes.size > CULL_FROM}
        nodesFocusable={false}
        disableKeyboardA11y
        proOptions={{ hideAttribution: true }}
      >
        <Dots editor={editor} />
      </ReactFlow>
      {far && <FarView />}
      <PeerCursors />
      <EmptyCanvas />
      <CanvasBanner />
      <CanvasTools />
      <Minimap />
      {menu}
    </section>
  )
}

/** The card's corner when the pointer is to hold its middle. */
const cornerAt = ({ x, y }: GraphPosition): GraphPosition => ({ x: x - CARD_WIDTH / 2, y: y - CARD_HEIGHT / 2 })

function showCursor(editor: Editor, event: PointerEvent): void {
  if (event.pointerType !== 'mouse') return
  const { x, y } = editor.view.toCanvas({ x: event.clientX, y: event.clientY })
  editor.workflow.show({ cursor: { x: Math.round(x), y: Math.round(y) } })
}

/** Painted blocks take no presses of their own: the pane finds the one under the pointer. */
function clickFar(editor: Editor, event: MouseEvent): void {
  if (!editor.view.isFar.peek()) return
  const node = nodeAt(editor.graph.peek(), editor.view.toCanvas({ x: event.clientX, y: event.clientY }))
  if (node !== null) editor.select([node])
}

/** The grid fades as it would become noise. */
function Dots({ editor }: { readonly editor: Editor }) {
  const strength = useComputed(
    () => Math.round(Math.min(1, Math.max(0, (editor.view.viewport.value.zoom - 0.3) * 2.5)) * 10) / 10,
  )
  return (
    <Background
      variant={BackgroundVariant.Dots}
      gap={GRID}
      size={1.5}
      color="var(--dots)"
      style={{ opacity: strength.value }}
    />
  )
}

/** Brings the whole graph into view when the document first has nodes. */
function useFitOnce(editor: Editor): void {
  const fitted = useRef(false)
  useSignalEffect(() => {
    if (fitted.current || editor.graph.value.nodes.size === 0) return
    fitted.current = true
    requestAnimationFrame(() => editor.view.fit(undefined, 0))
  })
}
