// A journey with the client of oapi-codegen. DOCKET_URL names a running Docket without data.
package main

import (
	"context"
	"log"
	"net/http"
	"os"
	"strconv"

	"docket"
)

const password = "correct horse battery"

func main() {
	ctx := context.Background()
	client := loggedIn(ctx)

	projects := must(client.CreateProjectWithResponse(ctx, nil, docket.NewProject{Name: "Garden"}))
	project := expectBody(projects, projects.JSON201)
	newCategory := docket.NewCategory{Name: "Errands", Project: &project.Id}
	categories := must(client.CreateCategoryWithResponse(ctx, nil, newCategory))
	category := expectBody(categories, categories.JSON201)

	creation := must(client.CreateTaskWithResponse(ctx, nil, docket.NewTask{
		Title:    "Water the tomatoes",
		DueDate:  pointer("2030-12-01"),
		Priority: pointer(docket.TaskPriorityHigh),
		Project:  &project.Id,
		Category: &category.Id,
	}))
	task := expectBody(creation, creation.JSON201)
	expect(task.Title, "Water the tomatoes")
	expect(*task.DueDate, "2030-12-01")
	expect(task.Priority, docket.TaskPriorityHigh)
	expect(*task.Project, project.Id)
	expect(*task.Category, category.Id)
	expect(task.Status, docket.TaskStatusPending)

	listTasks(ctx, client, project.Id, task.Id)
	changeTask(ctx, client, task, creation.HTTPResponse.Header.Get("ETag"))

	blank := must(client.CreateTaskWithResponse(ctx, nil, docket.NewTask{Title: " "}))
	invalid := expectBody(blank, blank.ApplicationproblemJSON400)
	expect(invalid.Code, docket.ProblemCodeRequestInvalid)
	expect((*invalid.Errors)[0].Pointer, "/title")

	deletion := must(client.DeleteTaskWithResponse(ctx, task.Id, nil))
	expect(deletion.StatusCode(), http.StatusNoContent)
	reading := must(client.ReadTaskWithResponse(ctx, task.Id, nil))
	gone := expectBody(reading, reading.ApplicationproblemJSON404)
	expect(gone.Code, docket.ProblemCodeTaskNotFound)
}

func loggedIn(ctx context.Context) *docket.ClientWithResponses {
	url := os.Getenv("DOCKET_URL")
	anonymous := must(docket.NewClientWithResponses(url))
	account := docket.NewAccount{Username: pointer("gus"), Password: pointer(password)}
	registration := must(anonymous.RegisterWithResponse(ctx, nil, account))
	registered := expectBody(registration, registration.JSON201)
	expect(*registered.User.Username, "gus")

	credentials := docket.Credentials{Username: pointer("gus"), Password: pointer(password)}
	login := must(anonymous.LogInWithResponse(ctx, credentials))
	tokens := expectBody(login, login.JSON200)
	authorize := func(_ context.Context, request *http.Request) error {
		request.Header.Set("Authorization", "Bearer "+tokens.Access)
		return nil
	}
	return must(docket.NewClientWithResponses(url, docket.WithRequestEditorFn(authorize)))
}

func listTasks(ctx context.Context, client *docket.ClientWithResponses, projectId int, taskId int) {
	listing := must(client.ListTasksWithResponse(ctx, &docket.ListTasksParams{
		Status:   &[]docket.TaskStatusFilter{docket.TaskStatusFilterPending, docket.TaskStatusFilterInProgress},
		Project:  &[]string{strconv.Itoa(projectId)},
		DueAfter: pointer("2030-11-30"),
	}))
	page := expectBody(listing, listing.JSON200)
	expect(len(page.Results), 1)
	expect(page.Results[0].Id, taskId)

	completed := &docket.ListTasksParams{Status: &[]docket.TaskStatusFilter{docket.TaskStatusFilterCompleted}}
	listing = must(client.ListTasksWithResponse(ctx, completed))
	expect(len(expectBody(listing, listing.JSON200).Results), 0)
}

func changeTask(ctx context.Context, client *docket.ClientWithResponses, task *docket.Task, tag string) {
	ifMatch := &docket.UpdateTaskParams{IfMatch: &tag}
	start := docket.TaskPatch{Status: pointer(docket.TaskStatusInProgress)}
	patch := must(client.UpdateTaskWithResponse(ctx, task.Id, ifMatch, start))
	changed := expectBody(patch, patch.JSON200)
	expect(changed.Status, docket.TaskStatusInProgress)
	expect(changed.Version, task.Version+1)
	late := must(client.UpdateTaskWithResponse(ctx, task.Id, ifMatch, docket.TaskPatch{Title: pointer("Lost")}))
	stale := expectBody(late, late.ApplicationproblemJSON412)
	expect(stale.Code, docket.ProblemCodeVersionStale)

	completion := must(client.CompleteTaskWithResponse(ctx, task.Id, nil))
	completed := expectBody(completion, completion.JSON200)
	expect(completed.Status, docket.TaskStatusCompleted)
	expect(completed.CompletedAt == nil, false)
}

// expectBody returns the body that the client has read for the expected status.
func expectBody[Body any](response response, body *Body) *Body {
	if body == nil {
		log.Panicf("unexpected %s: %s", response.Status(), response.GetBody())
	}
	return body
}

type response interface {
	Status() string
	GetBody() []byte
}

func expect[Value comparable](actual, expected Value) {
	if actual != expected {
		log.Panicf("%v instead of %v", actual, expected)
	}
}

func must[Value any](value Value, err error) Value {
	if err != nil {
		log.Panic(err)
	}
	return value
}

func pointer[Value any](value Value) *Value {
	return &value
}
