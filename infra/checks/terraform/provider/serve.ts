// A stand-in for the AWS provider of Terraform: it has the real one's schema (schema.json) and creates nothing. Terraform and
// OpenTofu reach it by TF_REATTACH_PROVIDERS, whose value it prints when it listens. Ends with its standard input.
//
//   node infra/checks/terraform/provider/serve.ts SOCKET
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as grpc from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'
import { responses } from './responses.ts'

const socket = process.argv[2]
if (!socket) throw new Error('Name the path of the socket to listen on.')

const protocol = loadSync(fileURLToPath(new URL('tfplugin5.proto', import.meta.url)), { keepCase: true, longs: Number })
const service = (grpc.loadPackageDefinition(protocol).tfplugin5 as grpc.GrpcObject)
  .Provider as grpc.ServiceClientConstructor

const methods = Object.entries(responses).map(([name, respondTo]) => {
  const method: grpc.handleUnaryCall<never, object> = ({ request }, respond) => respond(null, respondTo(request))
  return [name, method]
})
const server = new grpc.Server({ 'grpc.max_send_message_length': -1, 'grpc.max_receive_message_length': -1 })
server.addService(service.service, Object.fromEntries(methods))

rmSync(socket, { force: true })
server.bindAsync(`unix:${socket}`, grpc.ServerCredentials.createInsecure(), (error) => {
  if (error) throw error
  const address = { Network: 'unix', String: socket }
  const reattach = { Protocol: 'grpc', ProtocolVersion: 5, Pid: process.pid, Test: true, Addr: address }
  const registries = ['registry.terraform.io', 'registry.opentofu.org']
  console.log(JSON.stringify(Object.fromEntries(registries.map((host) => [`${host}/hashicorp/aws`, reattach]))))
})
process.stdin.resume().once('end', () => server.forceShutdown())
