import { deepEqual, equal, match } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CreateEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { HANDLER } from '../../features/completion-notices/drivers/simulate.ts'
import { readConfig } from '../../platform/config/read-config.ts'
import { packFunction } from '../../platform/lambda/package.ts'
import { createFunction } from '../../test/kit/aws/create-function.ts'
import { awsForTests, REGION } from '../../test/kit/aws/emulator.ts'
import { docketIn, type Environment } from '../../test/kit/docket-command.ts'
import { otlpCollector } from '../../test/kit/otlp/collector.ts'
import { findFreePort } from '../../test/kit/processes/free-port.ts'
import { examineAws, examineCollector } from './outside.ts'

describe('The doctor reports about the OpenTelemetry collector', () => {
  const collector = otlpCollector()
  const docket = docketIn()
  const examine = (url: string) =>
    examineCollector(readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_HEADERS: 'x-key=swordfish' }))

  test('that it accepts traces with the configured headers, and nothing when none is configured', async () => {
    deepEqual(await examine(collector.url), [{ about: 'traces', state: 'ok', says: 'The collector accepts traces.' }])
    equal(collector.headers['x-key'], 'swordfish')
    deepEqual(await examineCollector(readConfig({})), [])
  })

  test('that it cannot be reached', async () => {
    const OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${await findFreePort()}`
    const { code, stdout } = await docket.run(['doctor'], { OTEL_EXPORTER_OTLP_ENDPOINT })
    equal(code, 1)
    match(stdout, /^fail +traces +The collector does not respond: .*ECONNREFUSED.*\n +→ Check OTEL_EXPORTER_OTLP/m)
  })

  test('that it refuses traces', async () => {
    const [found] = await examine(`${collector.url}/elsewhere`)
    deepEqual([found?.state, found?.says], ['fail', 'The collector returns status 404.'])
  })
})

describe('The doctor reports about AWS', () => {
  const aws = awsForTests()
  const docket = docketIn()
  const toLambda = (name: string): Environment => ({ COMPLETION_NOTICE: 'lambda', COMPLETION_LAMBDA: name })
  const toBus = (name: string): Environment => ({ COMPLETION_NOTICE: 'eventbridge', COMPLETION_EVENT_BUS: name })

  test('that the function and the bus exist', async () => {
    await createFunction(aws, 'there', await packFunction(HANDLER))
    await new EventBridgeClient().send(new CreateEventBusCommand({ Name: 'there' }))
    for (const environment of [toLambda('there'), toBus('there')]) {
      const found = await examineAws(readConfig(environment))
      deepEqual(found, [{ about: 'aws', state: 'ok', says: 'there accepts completion notices.' }])
    }
  })

  test('that the function or the bus is missing', async () => {
    // Without Docker moto accepts invocations of functions that it does not have.
    await aws.configure({ lambda: { use_docker: true } })
    const credentials = { AWS_REGION: REGION, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' }
    for (const environment of [toLambda('missing'), toBus('missing')]) {
      const settings = { ...environment, ...credentials, AWS_ENDPOINT_URL: aws.url }
      const { code, stdout } = await docket.run(['doctor'], settings)
      equal(code, 1, stdout)
      match(
        stdout,
        /^fail +aws +missing cannot be used: ResourceNotFoundException: .*\n +→ Check its name, AWS_REGION/m,
      )
    }
  })

  test('nothing when notices are not sent to AWS', async () => {
    deepEqual(await examineAws(readConfig({})), [])
  })
})
