import { Type } from 'typebox'
import { reachFor, scopeParameter } from '../../access/list-scope.ts'
import { changeRoutes } from '../../platform/http/change-routes.ts'
import type { HttpServer } from '../../platform/http/http-server.ts'
import { ID_PATTERN, idsFrom, idsParameter } from '../../platform/http/responses/comma-lists.ts'
import { expectedVersion, setVersion } from '../../platform/http/responses/etag.ts'
import {
  listRequest,
  orderingParameter,
  pageOf,
  pageParameters,
  readPage,
} from '../../platform/http/responses/lists.ts'
import { NoContent, response, responses } from '../../platform/http/responses/responses.ts'
import { closed, IdParams, ref } from '../../platform/http/schema.ts'
import { notFound } from '../../platform/problem.ts'
import { presentCategory } from './present.ts'
import * as queries from './queries.ts'
import { Category, type CategoryFields, CategoryPatch, CategoryReplacement, NewCategory } from './schema.ts'
import { createCategory, deleteCategory, updateCategory } from './service.ts'

const SORTABLE = {
  name: { column: 'categories.name_order' },
  id: { column: 'categories.id' },
  created_at: { column: 'categories.id' },
}

const CategoryPage = pageOf(Category)
const tags = ['categories']

/** Categories: private ones, and those of a project. */
export function categories(app: HttpServer): void {
  for (const shape of [Category, CategoryPage, NewCategory, CategoryReplacement, CategoryPatch]) app.addSchema(shape)
  listCategoriesRoute(app)
  createCategoryRoute(app)
  readCategoryRoute(app)
  changeCategoryRoutes(app)
  deleteCategoryRoute(app)
}

function listCategoriesRoute(app: HttpServer): void {
  app.get(
    '/api/categories',
    {
      config: { cache: 'contents' },
      schema: {
        tags,
        operationId: 'listCategories',
        summary: 'List categories',
        querystring: closed({
          project: Type.Optional(
            Type.String({
              pattern: `^(none|${ID_PATTERN})$`,
              description: 'The id of a project, or `none` for private categories.',
            }),
          ),
          ...scopeParameter,
          ...idsParameter,
          ...orderingParameter(Object.keys(SORTABLE)),
          ...pageParameters,
        }),
        response: responses({ 200: response(CategoryPage, 'A page of categories.') }, 401, 403, 404),
      },
    },
    async (request) => {
      const { db, viewer } = request
      const { project, scope } = request.query
      const reach = reachFor(viewer, scope)
      const isId = project !== undefined && project !== 'none'
      const ids = idsFrom(request.query)
      const filter: queries.CategoryFilter = { project: isId ? Number(project) : project, ids }
      const list = listRequest(request, { sortable: SORTABLE, fallback: 'name', unique: 'categories.id' })
      return readPage(list, {
        rows: (slice) => queries.listCategories(db, { viewer, reach, filter }, slice),
        count: (limit) => queries.countCategories(db, { viewer, reach, filter }, limit),
        present: presentCategory,
      })
    },
  )
}

function createCategoryRoute(app: HttpServer): void {
  app.post(
    '/api/categories',
    {
      config: { creates: true },
      schema: {
        tags,
        operationId: 'createCategory',
        summary: 'Create a category',
        body: ref(NewCategory),
        response: responses(
          {
            200: response(Category, 'The existing resource with this uid.'),
            201: response(Category, 'The new category.'),
          },
          'body',
          401,
          403,
          404,
          409,
          422,
        ),
      },
    },
    async (request, reply) => {
      const { category, isNew } = await createCategory(request.db, request.viewer, request.body)
      reply.code(isNew ? 201 : 200).header('location', app.publicAddress.pathOf(`/api/categories/${category.id}`))
      setVersion(reply, category.version)
      return presentCategory(category)
    },
  )
}

function readCategoryRoute(app: HttpServer): void {
  app.get(
    '/api/categories/:id',
    {
      config: { cache: 'contents' },
      schema: {
        tags,
        operationId: 'readCategory',
        summary: 'Get a category',
        params: IdParams,
        response: responses({ 200: response(Category, 'The category.') }, 401, 404),
      },
    },
    async (request, reply) => {
      const category = await queries.findCategory(request.db, request.viewer, request.params.id)
      if (!category) throw notFound('category')
      setVersion(reply, category.version)
      return presentCategory(category)
    },
  )
}

function changeCategoryRoutes(app: HttpServer): void {
  changeRoutes(app, '/api/categories/:id', {
    tags,
    name: 'Category',
    phrase: 'a category',
    params: IdParams,
    body: { PUT: CategoryReplacement, PATCH: CategoryPatch },
    result: response(Category, 'The updated category.'),
    failures: [401, 403, 404, 409, 412],
    change: async (request, reply, method) => {
      const { id } = request.params as { id: number }
      const { name, color } = request.body as CategoryFields
      const fields = { name, color: method === 'PUT' ? (color ?? null) : color } as CategoryFields
      const target = { id, expected: expectedVersion(request) }
      const category = await updateCategory(request.db, request.viewer, target, fields)
      setVersion(reply, category.version)
      return presentCategory(category)
    },
  })
}

function deleteCategoryRoute(app: HttpServer): void {
  app.delete(
    '/api/categories/:id',
    {
      schema: {
        tags,
        operationId: 'deleteCategory',
        summary: 'Delete a category',
        params: IdParams,
        response: responses({ 204: NoContent }, 401, 403, 404, 409, 412),
      },
    },
    async (request, reply) => {
      await deleteCategory(request.db, request.viewer, { id: request.params.id, expected: expectedVersion(request) })
      return reply.code(204).send()
    },
  )
}
