import { MouseSensor, TouchSensor, useSensor, useSensors } from '@dnd-kit/core'

/** Starts after a press, so that scrolling and tapping never drag. */
const TOUCH = { activationConstraint: { delay: 220, tolerance: 8 } }
const MOUSE = { activationConstraint: { distance: 4 } }

/** Dragging with a mouse or a finger. */
export const useDragSensors = () => useSensors(useSensor(MouseSensor, MOUSE), useSensor(TouchSensor, TOUCH))
